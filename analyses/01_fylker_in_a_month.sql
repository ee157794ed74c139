-- Which fylker had most participants in arbeidstrening in February 2026?
select
    region_label,
    participants
from marts.participants_by_fylke
where measure_code = 'ARBTREN' and month = date '2026-02-01'
order by participants desc nulls last
limit 5

-- answer:
-- | region_label | participants |
-- |---|---|
-- | Trøndelag | 937 |
-- | Rogaland | 859 |
-- | Akershus | 832 |
-- | Vestland | 749 |
-- | Oslo | 665 |

-- printed:
-- 001 line 65: 03 Oslo	640	614	665
-- 001 line 66: 11 Rogaland	829	798	859
-- 001 line 75: 32 Akershus	791	749	832
-- 001 line 81: 46 Vestland	736	723	749
-- 001 line 82: 50 Trøndelag - Tröndelage	917	896	937
