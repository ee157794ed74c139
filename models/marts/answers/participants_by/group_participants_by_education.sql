{{ participants_by('education', measure_level='group') }}
