{# Fails where a model has not as many rows as others together: a join lost or doubled some. #}
{% test counts_as_many_as(model, others) %}
with counts as (
    select
        (select count(*) from {{ model }}) as row_count,
        0
        {%- for other in others %}
        + (select count(*) from {{ other }})
        {%- endfor %} as expected_count
)

select *
from counts
where row_count <> expected_count
{% endtest %}
