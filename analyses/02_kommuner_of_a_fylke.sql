-- How many were in arbeidstrening in each kommune of Rogaland in February 2026, and where is it hidden?
select
    region_label,
    printed_value,
    participants_low,
    participants_high
from marts.obt_participants
where
    grain = 'kommune / measure / all statuses' and measure_code = 'ARBTREN'
    and fylke_name = 'Rogaland' and month = date '2026-02-01'
order by participants desc nulls last, region_code asc

-- answer:
-- | region_label | printed_value | participants_low | participants_high |
-- |---|---|---|---|
-- | Stavanger | 289 | 289 | 289 |
-- | Sandnes | 129 | 129 | 129 |
-- | Haugesund | 79 | 79 | 79 |
-- | Randaberg | 53 | 53 | 53 |
-- | Karmøy | 51 | 51 | 51 |
-- | Sola | 45 | 45 | 45 |
-- | Hå | 32 | 32 | 32 |
-- | Strand | 30 | 30 | 30 |
-- | Klepp | 29 | 29 | 29 |
-- | Time | 25 | 25 | 25 |
-- | Tysvær | 20 | 20 | 20 |
-- | Gjesdal | 18 | 18 | 18 |
-- | Suldal | 12 | 12 | 12 |
-- | Sauda | 10 | 10 | 10 |
-- | Eigersund | 9 | 9 | 9 |
-- | Sokndal | 8 | 8 | 8 |
-- | Lund | 7 | 7 | 7 |
-- | Bjerkreim | 6 | 6 | 6 |
-- | Vindafjord | 5 | 5 | 5 |
-- | Kvitsøy | * | 0 | 3 |
-- | Bokn | * | 0 | 3 |

-- printed:
-- 001 line 705: 1103 Stavanger	282	275	289
-- 001 line 706: 1106 Haugesund	78	76	79
-- 001 line 707: 1108 Sandnes	123	117	129
-- 001 line 725: 1144 Kvitsøy	*	*	*
-- 001 line 726: 1145 Bokn	*	*	*
