-- Did "andre på tiltak" in arbeidspraksis grow from December 2024 to January 2026? That cannot be said:
-- the series is broken in between.
select
    month,
    participants,
    series_segment,
    series_note
from marts.obt_participants
where
    grain = 'country / group / status' and measure_code = 'ARBPRAKS' and status_code = 'other'
    and month in (date '2024-12-01', date '2026-01-01')
order by month

-- answer:
-- | month | participants | series_segment | series_note |
-- |---|---|---|---|
-- | 2024-12-01 | 104 | 0 | Før bruddet i april 2025 |
-- | 2026-01-01 | 461 | 1 | Fra og med bruddet i april 2025 |

-- printed:
-- 001 line 33: I alt Andre på tiltak	486	461	511
-- 004 line 47: <b>I alt Andre på tiltak</b>	<b>83</b>	<b>64</b>	<b>64</b>	<b>74</b>	<b>73</b>	<b>82</b>	<b>77</b>	<b>75</b>	<b>82</b>	<b>87</b>	<b>111</b>	<b>100</b>	<b>104</b>
