{#-
    Whether a label needs its code to be unique. Of two that share one, that of an inferred member gives way,
    so that a new report never changes the label of a known one.
-#}
{% macro is_label_shared(label, is_inferred) -%}
    (
        count(*) over (partition by lower({{ label }}), {{ is_inferred }}) > 1
        or ({{ is_inferred }} and count(*) over (partition by lower({{ label }})) > 1)
    )
{%- endmacro %}
