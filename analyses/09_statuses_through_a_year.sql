-- Which status did the participants of arbeidspraksis have at the beginning, middle and end of 2024?
pivot (
    select
        month,
        status_code,
        participants
    from marts.obt_participants
    where
        breakdown = 'country' and measure_code = 'ARBPRAKS'
        and month in (date '2024-01-01', date '2024-07-01', date '2024-12-01')
)
on status_code in ('jobseeker', 'reduced_work_capacity', 'other', '_T')
using sum(participants)
order by month

-- answer:
-- | month | jobseeker | reduced_work_capacity | other | _T |
-- |---|---|---|---|---|
-- | 2024-01-01 | 1848 | 10786 | 64 | 12698 |
-- | 2024-07-01 | 1551 | 10212 | 75 | 11838 |
-- | 2024-12-01 | 2490 | 11533 | 104 | 14127 |

-- printed:
-- 004 line 20: <b>I alt</b>	<b>13 233</b>	<b>12 698</b>	<b>13 253</b>	<b>13 450</b>	<b>14 221</b>	<b>14 068</b>	<b>13 211</b>	<b>11 838</b>	<b>12 016</b>	<b>12 397</b>	<b>13 506</b>	<b>14 005</b>	<b>14 127</b>
-- 004 line 27: <b>I alt Arbeidssøkere på tiltak</b>	<b>2 174</b>	<b>1 848</b>	<b>2 185</b>	<b>2 342</b>	<b>2 733</b>	<b>2 663</b>	<b>2 130</b>	<b>1 551</b>	<b>1 569</b>	<b>1 839</b>	<b>2 237</b>	<b>2 498</b>	<b>2 490</b>
-- 004 line 32: <b>I alt Nedsatt arbeidsevne, på tiltak</b>	<b>10 976</b>	<b>10 786</b>	<b>11 004</b>	<b>11 034</b>	<b>11 415</b>	<b>11 323</b>	<b>11 004</b>	<b>10 212</b>	<b>10 365</b>	<b>10 471</b>	<b>11 158</b>	<b>11 407</b>	<b>11 533</b>
-- 004 line 47: <b>I alt Andre på tiltak</b>	<b>83</b>	<b>64</b>	<b>64</b>	<b>74</b>	<b>73</b>	<b>82</b>	<b>77</b>	<b>75</b>	<b>82</b>	<b>87</b>	<b>111</b>	<b>100</b>	<b>104</b>
