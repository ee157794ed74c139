{#-
    Keeps the rows of reports that this model has not read yet. A report never changes (its id is
    its content's hash), so what was read stays read and a new report costs what it costs.
    In a unit test `this` is none, which is_incremental() does not expect.
-#}
{% macro new_reports_only() -%}
    {% if this and is_incremental() -%}
        where report_id not in (select distinct report_id from {{ this }})
    {%- endif %}
{%- endmacro %}
