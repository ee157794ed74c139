{{ participants_by('country', statuses='status') }}
