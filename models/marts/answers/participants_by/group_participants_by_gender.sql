{{ participants_by('gender', measure_level='group') }}
