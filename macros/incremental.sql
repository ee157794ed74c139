{#-
    A relation's rows of the reports that this model has not read yet, in an incremental build; else all of
    its rows. A report never changes (its id is its content's hash), so what was read stays read and a new
    report costs what it costs: few ids to look for let DuckDB skip what has others. A build that broke off
    may have read some of them. In a unit test `this` is none, which is_incremental() does not expect.
-#}
{% macro of_new_reports(relation) -%}
    {%- set is_on_top = this and is_incremental() -%}
    {%- set new_reports = ref('int_new_reports') if this -%}
    {%- if is_on_top -%}
        {%- set landed -%} select report_id from {{ new_reports }} {%- endset -%}
        {%- set read -%} select report_id from {{ this }} where report_id in ({{ landed }}) {%- endset -%}
        (select * from {{ relation }} where report_id in ({{ landed }} where report_id not in ({{ read }})))
    {%- else -%}
        {{ relation }}
    {%- endif -%}
{%- endmacro %}

{#-
    Before the parenthesis of a CTE that is read more than once: the few rows of new reports or changed
    tables are kept for the second reading; those of a full build, which memory may not hold, are not.
-#}
{% macro kept_if_few() -%}
    {% if not (this and is_incremental()) -%}
        {{ not_materialized() }}
    {%- endif %}
{%- endmacro %}

{#-
    Keeps the rows that reports new to the marts can change (int_changed_tables). `key` are the columns
    that a model's rows are replaced by, its `unique_key`: those of a table, or the month alone where a
    row is made of several tables. It is a join, so it follows the relation.
-#}
{% macro in_changed_tables(relation, key) -%}
    {% if this -%}
        {%- set changed_tables = ref('int_changed_tables') -%}
        {% if is_incremental() -%}
            inner join ({{ changed_keys(changed_tables, key) }}) as changed_tables
                on {{ same_values(relation, 'changed_tables', key) }}
        {%- endif %}
    {%- endif %}
{%- endmacro %}

{#- The same for rows of int_observations: those of the members in such tables, whatever their months. -#}
{% macro of_changed_members(observations) -%}
    {#- Both are named for dbt, which does not see what is read where a condition is false. -#}
    {%- set changed_tables, members = ref('int_changed_tables') if this, ref('int_members') if this -%}
    {% if this and is_incremental() -%}
        (
            select * from {{ observations }}
            where member_key in (select member_key from ({{ changed_cells() }}))
        )
    {%- else -%}
        {{ observations }}
    {%- endif %}
{%- endmacro %}

{#- The same for observations by month. -#}
{% macro in_changed_cells(observations) -%}
    {% if this and is_incremental() -%}
        inner join ({{ changed_cells() }}) as changed_cells
            on {{ same_values(observations, 'changed_cells', ['member_key', 'month']) }}
    {%- endif %}
{%- endmacro %}

{#- The members and months of the changed tables. -#}
{% macro changed_cells() -%}
    select
        members.member_key,
        changed_tables.month
    from {{ ref('int_members') }} as members
    inner join {{ ref('int_changed_tables') }} as changed_tables
        on {{ same_values(
            'members', 'changed_tables', table_key() | reject('equalto', 'month') | list
        ) }}
{%- endmacro %}

{#- The changed tables by some of their columns. -#}
{% macro changed_keys(changed_tables, key) -%}
    select distinct {{ key | join(', ') }}
    from {{ changed_tables }}
{%- endmacro %}

{#-
    The incremental strategy `changed_tables`: all rows of a changed table are replaced, because a new
    report can also take rows away (a revision, when a report comes between two others). dbt's own
    delete+insert deletes only what comes again.
-#}
{% macro get_incremental_changed_tables_sql(arg_dict) -%}
    {%- set target, key = arg_dict['target_relation'], arg_dict['unique_key'] -%}
    {%- set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) -%}
    delete from {{ target }} as target
    using ({{ changed_keys(ref('int_changed_tables'), key) }}) as changed_tables
    where {{ same_values('target', 'changed_tables', key) }};

    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }}
{%- endmacro %}
