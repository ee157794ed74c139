{#
    Fails for each combination of columns that more than one row has. With `among`, only the rows are
    looked at that a build can have changed: those with the values of its columns `among_columns`.
    Rows are grouped by a digest of the columns first, which is a number: only where two have the same
    are the columns themselves compared.
#}
{% test is_unique(model, columns, among=none, among_columns=none) %}
with rows_to_test as {{ not_materialized() }} (
    select
        {{ columns | join(', ') }},
        {{ digest_of_row(columns) }} as digest
    from {{ model }}
    {% if among %}
        where
            ({{ among_columns | join(', ') }}) in (
                select {{ among_columns | join(', ') }} from {{ among }}
            )
    {% endif %}
),

same_digests as (
    select digest
    from rows_to_test
    group by digest
    having count(*) > 1
)

select
    {{ columns | join(', ') }},
    count(*) as row_count
from rows_to_test
where digest in (select same_digests.digest from same_digests)
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
