{%- set letters_to_a_misprint = 4 %}
-- Codes are safe and names are not: a name may be spoilt, but not be another word.
with read_rows as (select * from {{ of_new_reports(ref('int_read_rows')) }}),

known_labels as (select * from {{ ref('int_known_labels') }}),

region_names as (select * from {{ ref('int_region_names') }}),

report_labels as {{ kept_if_few() }} (

    select distinct
        report_id,
        label
    from read_rows
    where {{ matches('label', '^(?:[0-9]{2}|[0-9]{4})(?: |$)') }}

),

-- An age begins with a number too (`19 år og under`). What follows the first hyphen of a name is the name in
-- another language.
coded_labels as (

    select distinct
        label,
        {{ regex_extract('label', '^([0-9]+)', 1) }} as region_code,
        {{ label_key('split_part(' ~ regex_extract('label', '^[0-9]+(.*)$', 1) ~ ", ' -', 1)") }} as name_key
    from report_labels
    where not {{ matches(folded_line('label'), age_below_pattern() ~ '|' ~ age_above_pattern()) }}

),

misnamed_labels as (

    select coded_labels.label
    from coded_labels
    inner join region_names on coded_labels.region_code = region_names.region_code
    where coded_labels.name_key <> ''
    group by coded_labels.label
    having
        min(least(
            levenshtein(coded_labels.name_key, region_names.norwegian_key),
            levenshtein(coded_labels.name_key, region_names.name_key)
        )) > max(greatest(1, length(coded_labels.name_key) / {{ letters_to_a_misprint }}))

    union all

    -- `99 Ukjent`
    select coded_labels.label
    from coded_labels
    left join known_labels
        on coded_labels.region_code = known_labels.code and coded_labels.name_key = known_labels.label_key
    where coded_labels.region_code = '99' and known_labels.label_key is null

)

select
    report_labels.report_id,
    report_labels.label
from report_labels
inner join misnamed_labels on report_labels.label = misnamed_labels.label
