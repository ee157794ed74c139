{{ participants_by('kommune') }}
