-- How did arbeidspraksis change from January to February 2026, by status?
select
    status_code,
    earlier_participants,
    participants,
    change,
    change_percent
from marts.rpt_change
where
    measure_code = 'ARBPRAKS' and region_code = 'NO' and demographic_dimension = '_T'
    and comparison = 'month_on_month' and month = date '2026-02-01'
order by status_code

-- answer:
-- | status_code | earlier_participants | participants | change | change_percent |
-- |---|---|---|---|---|
-- | _T | 14356 | 14871 | 515 | 3.6 |
-- | jobseeker | 1851 | 2097 | 246 | 13.3 |
-- | other | 461 | 511 | 50 | 10.8 |
-- | reduced_work_capacity | 12044 | 12263 | 219 | 1.8 |

-- printed:
-- 001 line 14: I alt	14 614	14 356	14 871
-- 001 line 21: I alt Arbeidssøkere på tiltak	1 974	1 851	2 097
-- 001 line 26: I alt Nedsatt arbeidsevne, på tiltak	12 154	12 044	12 263
-- 001 line 33: I alt Andre på tiltak	486	461	511
