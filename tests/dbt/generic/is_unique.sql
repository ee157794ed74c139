{#
    Fails for each combination of columns that more than one row has. With `among`, only the rows are
    looked at that a build can have changed: those with the values of its columns `among_columns`.
#}
{% test is_unique(model, columns, among=none, among_columns=none) %}
select
    {{ columns | join(', ') }},
    count(*) as row_count
from {{ model }}
{% if among %}
    where
        ({{ among_columns | join(', ') }}) in (
            select {% if among_columns | length > 1 %}({{ among_columns | join(', ') }}){% else %}{{ among_columns[0] }}{% endif %}
            from {{ among }}
        )
{% endif %}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
