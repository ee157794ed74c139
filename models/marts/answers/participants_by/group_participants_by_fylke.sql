{{ participants_by('fylke', measure_level='group') }}
