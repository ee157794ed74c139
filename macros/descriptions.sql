{#- What a column means in Norwegian: its own text, or that of the definition which describes it. -#}
{% macro norwegian_of(column) -%}
    {%- set definition = ((column['doc_blocks'] or ['']) | first).split('.') | last -%}
    {{ return(column['config']['meta'].get('norwegian') or var('norwegian').get(definition, '')) }}
{%- endmacro %}

{#-
    The columns of the marts as the models describe them, one row each, for meta_column: table, column, its
    position, its position in the key of the table, and what it means in two languages. While dbt parses, its graph
    is empty.
-#}
{% macro described_columns() -%}
    {%- set rows = [] -%}
    {%- for node in graph.get('nodes', {}).values() | sort(attribute='name')
        if node['resource_type'] == 'model' and node['fqn'][1] == 'marts' -%}
        {%- set key = node['config']['meta'].get('grain_keys', []) -%}
        {%- for column in node['columns'].values() -%}
            {%- do rows.append([
                dbt.string_literal(node['name']),
                dbt.string_literal(column['name']),
                loop.index,
                key.index(column['name']) + 1 if column['name'] in key else 'cast(null as integer)',
                dbt.string_literal(dbt.escape_single_quotes(column['description'] | trim)),
                dbt.string_literal(dbt.escape_single_quotes(norwegian_of(column))),
            ] | join(', ')) -%}
        {%- endfor -%}
    {%- endfor -%}
    (
        values
        {%- for row in rows %}
        ({{ row }}){% if not loop.last %},{% endif %}
        {%- endfor %}
    )
{%- endmacro %}

{#- dbt-duckdb writes descriptions as comments; here with what a column means in Norwegian after it. -#}
{% macro duckdb__alter_column_comment(relation, column_dict) %}
    {%- set there = adapter.get_columns_in_relation(relation) | map(attribute='name') | list -%}
    {%- for name, column in column_dict.items() if name in there -%}
        {%- set norwegian = norwegian_of(column) -%}
        {%- set words = (column['description'] | trim) ~ (' Norsk: ' ~ norwegian if norwegian else '') -%}
        comment on column {{ relation }}.{{ name }} is {{ duckdb_escape_comment(words) }};
    {% endfor %}
{% endmacro %}
