-- How does arbeidspraksis in Viken, January 2020, compare with Østfold, Akershus and Buskerud in 2026?
select
    month,
    participants,
    is_summed,
    fylke_count,
    measure_count,
    is_exact
from marts.rpt_comparable_fylke
where
    measure_code = 'ARBPRAKS' and status_code = '_T' and fylke_name = 'Viken'
    and month in (date '2020-01-01', date '2026-01-01')
order by month

-- answer:
-- | month | participants | is_summed | fylke_count | measure_count | is_exact |
-- |---|---|---|---|---|---|
-- | 2020-01-01 | 3202 | false | 1 | 1 | true |
-- | 2026-01-01 | 2924 | true | 3 | 2 | true |

-- printed:
-- 001 line 45: 31 Østfold	549	545	552
-- 001 line 46: 32 Akershus	750	743	757
-- 001 line 47: 33 Buskerud	286	282	289
-- 001 line 74: 31 Østfold	339	322	355
-- 001 line 75: 32 Akershus	791	749	832
-- 001 line 76: 33 Buskerud	297	283	310
-- 002 line 130: Viken	3 202	3 258
