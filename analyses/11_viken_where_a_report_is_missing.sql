-- And avklaringstiltak? Nothing can be set beside Viken's number: no report here prints it for 2026.
select
    printed.participants as january_2020,
    later.participants as january_2026,
    coalesce(
        (
            select string_agg(report_code, ', ') from marts.dim_report
            where report_code = 'TILT150' and period_to >= date '2026-01-01'
        ),
        'TILT150 of January 2026 is not in the warehouse'
    ) as why_not
from marts.rpt_comparable_fylke as printed
left join marts.rpt_comparable_fylke as later
    on
        printed.measure_code = later.measure_code and printed.status_code = later.status_code
        and printed.fylke_code = later.fylke_code and later.month = date '2026-01-01'
where
    printed.measure_code = 'AVKLARING' and printed.status_code = '_T'
    and printed.fylke_name = 'Viken' and printed.month = date '2020-01-01'

-- answer:
-- | january_2020 | january_2026 | why_not |
-- |---|---|---|
-- | 875 |  | TILT150 of January 2026 is not in the warehouse |

-- printed:
-- 002 line 29: Viken	875	894
