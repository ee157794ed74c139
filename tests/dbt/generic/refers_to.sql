{# Fails for each row whose columns are no key of the other model. #}
{% test refers_to(model, columns, to, to_columns) %}
select distinct {{ columns | join(', ') }}
from {{ model }} as child
where not exists (
    select 1
    from {{ to }} as parent
    where
        {% for column in columns -%}
        child.{{ column }} = parent.{{ to_columns[loop.index0] }}
        {% if not loop.last %}and {% endif %}
        {%- endfor %}
)
{% endtest %}
