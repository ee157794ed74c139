{#-
    The number of a member, of its codes: the same in every report. Prints are grouped, and observations
    joined, by it instead of by six columns of text.
-#}
{% macro member_key(
    measure_code, status_code, region_level, region_code,
    demographic_dimension="'_T'", demographic_code="'_T'"
) -%}
    {{ digest_number(
        "concat_ws('|', " ~ [
            measure_code, status_code, region_level, region_code, demographic_dimension, demographic_code
        ] | join(', ') ~ ")"
    ) }}
{%- endmacro %}
