{#-
    What dbt-spark lacks. Its own macros of these names are put aside by them; on DuckDB nothing calls them
    but the hooks of dbt_project.yml.
-#}

{#- ---------- what is read, and what was ---------- -#}

{#- Before a run: the raw lines that `tiltak export --raw` wrote, as tables, and what fixtures call. -#}
{% macro before_run() -%} {{ adapter.dispatch('before_run')() }} {%- endmacro %}
{% macro duckdb__before_run() -%} {%- endmacro %}
{% macro spark__before_run() -%}
    {%- if execute -%}
        {%- do run_query('create schema if not exists raw') -%}
        {%- for table in ['report_files', 'report_lines'] -%}
            {%- do run_query('drop table if exists raw.' ~ table) -%}
            {%- do run_query(
                'create table raw.' ~ table ~ " using parquet location '" ~ env_var('TILTAK_SPARK_RAW') ~ '/' ~ table ~ "'"
            ) -%}
        {%- endfor -%}
        {%- do run_query('create table if not exists raw.built_reports (report_id string)') -%}
        {#- Unit tests' rows are SQL as they stand; these are the words that DuckDB has for it. -#}
        {%- do run_query('create or replace temporary function md5_number(text string) returns string return md5(text)') -%}
        {%- do run_query('create or replace temporary function list_value(one int) returns array<int> return array(one)') -%}
    {%- endif -%}
{%- endmacro %}

{#-
    After a run: on Spark nobody else knows that all models were built and all tests passed. On DuckDB the
    loader writes raw.built_reports, when the audit is done too.
-#}
{% macro after_run(results) -%} {{ adapter.dispatch('after_run')(results) }} {%- endmacro %}
{% macro duckdb__after_run(results) -%} {%- endmacro %}
{% macro spark__after_run(results) -%}
    {%- set models = graph.nodes.values() | selectattr('resource_type', 'equalto', 'model') | list if execute else [] -%}
    {%- set built = results | selectattr('node.resource_type', 'equalto', 'model') | selectattr('status', 'equalto', 'success') | list -%}
    {%- set failed = results | selectattr('status', 'in', ['error', 'fail', 'skipped', 'runtime error']) | list -%}
    {%- if execute and models and built | length == models | length and not failed -%}
        insert into raw.built_reports
        select report_id from raw.report_files
        where report_id not in (select report_id from raw.built_reports)
    {%- endif -%}
{%- endmacro %}

{#- ---------- seeds ---------- -#}

{#- dbt-spark puts values into the statement as Python shows them: nulls as the text 'None', quotes bare. -#}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set statements = [] -%}
    {%- for rows in agate_table.rows | batch(get_batch_size()) -%}
        {%- set statement -%}
            insert into {{ this }} values
            {%- for row in rows %}
            (
                {%- for value in row -%}
                    {%- set type = types.get(agate_table.column_names[loop.index0], 'string') -%}
                    {{ spark_literal(value) if type == 'string' else safe_cast(spark_literal(value), type) }}
                    {{- ', ' if not loop.last }}
                {%- endfor -%}
            ){{ ',' if not loop.last }}
            {%- endfor %}
        {%- endset -%}
        {%- do adapter.add_query(statement, abridge_sql_log=True) -%}
        {%- do statements.append(statement) -%}
    {%- endfor -%}
    {{ return(statements[0]) }}
{%- endmacro %}

{#- A value as a literal; a backslash in Spark's texts is an escape. -#}
{% macro spark_literal(value) -%}
    {%- if value is none -%} null
    {%- elif value is boolean or value is number -%} {{ value }}
    {%- elif value.isoformat is defined -%} date '{{ value.isoformat()[:10] }}'
    {%- else -%} '{{ spark__escape_single_quotes(value | string) }}'
    {%- endif -%}
{%- endmacro %}

{% macro spark__escape_single_quotes(expression) -%}
    {{ expression | replace('\\', '\\\\') | replace("'", "\\'") }}
{%- endmacro %}

{#- ---------- rows of unit tests ---------- -#}

{#- A value of a fixture as a type; a list is written as DuckDB writes it, `[1, null]` or `['*', '2 185']`. -#}
{% macro spark__safe_cast(field, type) -%}
    {%- if type.startswith('array') and field is string and '[' in field -%}
        {%- set elements = modules.re.findall("'[^']*'|[^,\\[\\]]+", field[1:-1] | replace("\\'", "'")) -%}
        cast(array(
            {%- for element in elements | map('trim') | select -%}
                {{ 'null' if element == 'null' else spark_literal(element.strip("'")) }}{{ ', ' if not loop.last }}
            {%- endfor -%}
        ) as {{ type }})
    {%- else -%}
        cast({{ field }} as {{ type }})
    {%- endif -%}
{%- endmacro %}

{#- ---------- descriptions ---------- -#}

{#-
    The catalogue of Hive keeps 256 characters of what a column of a view is; with more it tries for 20
    seconds and gives up. Columns of tables in Parquet have none (dbt-spark).
-#}
{% macro get_column_comment_sql(column_name, column_dict) -%}
    {{ adapter.quote(column_name) }}
    {%- if column_dict.get(column_name, {}).get('description') %}
    comment '{{ spark__escape_single_quotes(column_dict[column_name]['description'] | truncate(250, true, '...', 0)) }}'
    {%- endif -%}
{%- endmacro %}

{#- ---------- contracts ---------- -#}

{#- Types of columns are compared by dbt; keys and what may be null no file format of Spark looks after. -#}
{% macro spark__persist_constraints(relation, model) -%}
    {%- if config.get('contract').enforced -%} {%- do assert_keys(relation, model) -%} {%- endif -%}
{%- endmacro %}

{#- Stops with an error where a column that may not be is null, or a key comes twice. -#}
{% macro assert_keys(rows, model) -%}
    {%- set required = [] -%}
    {%- for column in model.columns.values() -%}
        {%- if column.constraints | selectattr('type', 'in', ['not_null', 'primary_key']) | list -%}
            {%- do required.append(column.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for constraint in model.constraints -%}
        {%- if constraint.type in ['primary_key', 'unique'] -%}
            {%- set key = constraint.columns | join(', ') -%}
            {%- set twice = run_query('select ' ~ key ~ ' from ' ~ rows ~ ' group by ' ~ key ~ ' having count(*) > 1 limit 1') -%}
            {%- if twice | length > 0 -%}
                {{ exceptions.raise_compiler_error(
                    model.name ~ ': the key (' ~ key ~ ') comes twice: ' ~ twice.rows[0].values() | join(', ')
                ) }}
            {%- endif -%}
            {%- if constraint.type == 'primary_key' -%} {%- do required.extend(constraint.columns) -%} {%- endif -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if required -%}
        {%- set counts = [] -%}
        {%- for column in required | unique -%}
            {%- do counts.append('count_if(' ~ column ~ ' is null) as ' ~ column) -%}
        {%- endfor -%}
        {%- set nulls = run_query('select ' ~ counts | join(', ') ~ ' from ' ~ rows) -%}
        {%- for column in nulls.column_names if nulls.columns[column].values()[0] > 0 -%}
            {{ exceptions.raise_compiler_error(model.name ~ ': ' ~ column ~ ' is null and may not be') }}
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}

{#- ---------- incremental models ---------- -#}

{% macro dbt_spark_validate_get_incremental_strategy(raw_strategy, file_format) -%}
    {%- if raw_strategy not in ['append', 'changed_tables'] -%}
        {{ exceptions.raise_compiler_error(raw_strategy ~ ': the strategies here are append and changed_tables') }}
    {%- endif -%}
    {{ return(raw_strategy) }}
{%- endmacro %}

{#- The strategies of incremental.sql; what a contract asks for is looked up before anything is changed. -#}
{% macro dbt_spark_get_incremental_sql(strategy, source, target, existing, unique_key, incremental_predicates) -%}
    {%- set columns = adapter.get_columns_in_relation(target) | map(attribute='name') | join(', ') -%}
    {%- set is_contracted = config.get('contract').enforced -%}
    {%- if is_contracted -%} {%- do run_query('cache table ' ~ source) -%} {%- endif -%}
    {%- if strategy == 'append' -%}
        {%- if is_contracted -%}
            {%- do assert_keys(
                '(select ' ~ columns ~ ' from ' ~ target ~ ' union all select ' ~ columns ~ ' from ' ~ source ~ ')', model
            ) -%}
        {%- endif -%}
        insert into {{ target }} select {{ columns }} from {{ source }}
    {%- else -%}
        {%- set changed_tables = '(' ~ changed_keys(ref('int_changed_tables'), unique_key) ~ ')' -%}
        {%- set same_table = same_values('target', 'changed_tables', unique_key) -%}
        {%- set replaced -%}
            select {{ columns }} from {{ target }} as target
            left anti join {{ changed_tables }} as changed_tables on {{ same_table }}
            union all
            select {{ columns }} from {{ source }}
        {%- endset -%}
        {%- do assert_keys('(' ~ replaced ~ ')', model) -%}
        {%- if config.get('file_format') in ['delta', 'iceberg'] -%}
            {%- do run_query(
                'delete from ' ~ target ~ ' as target where exists (select 1 from ' ~ changed_tables
                ~ ' as changed_tables where ' ~ same_table ~ ')'
            ) -%}
            insert into {{ target }} select {{ columns }} from {{ source }}
        {%- else -%}
            {#-
                Files cannot be changed: the whole table is written beside itself, and then its name is that
                of the new files. At every moment it is there whole.
            -#}
            {%- set place = location_of(target) -%}
            {%- set other_place = place[:-7] if place.endswith('__other') else place ~ '__other' -%}
            {%- do run_query("insert overwrite directory '" ~ other_place ~ "' using parquet " ~ replaced) -%}
            alter table {{ target }} set location '{{ other_place }}'
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#- The folder that a table's files lie in. -#}
{% macro location_of(table) -%}
    {%- for row in run_query('describe extended ' ~ table).rows if row[0] == 'Location' -%}
        {{ return(row[1]) }}
    {%- endfor -%}
{%- endmacro %}
