{{ config(materialized='view') }}

{%- set checks = [
    'int_check_report', 'int_check_region_name', 'int_check_table_sum', 'int_check_fylke_sum', 'int_check_status_sum',
    'int_check_average', 'int_check_repeated_cell', 'int_check_expected_rows',
] %}

{% for check in checks %}
    select
        report_id,
        check_code,
        table_name,
        month,
        line_number,
        cast(expected_low as double) as expected_low,
        cast(expected_high as double) as expected_high,
        cast(found_low as double) as found_low,
        cast(found_high as double) as found_high,
        passed,
        is_cut_short
    from {{ ref(check) }}
    {% if not loop.last %}union all{% endif %}
{% endfor %}
