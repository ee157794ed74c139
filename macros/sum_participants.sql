{#-
    The one way to add up participants: the lowest and highest that the sum can be, and the sum itself
    where nothing in it is suppressed. Add up parts of one total only, never a total with its parts.
-#}
{% macro sum_participants() -%}
    sum(participants_low) as participants_low,
    sum(participants_high) as participants_high,
    case when not bool_or(is_suppressed) then sum(participants) end as participants
{%- endmacro %}
