{{ participants_by('education') }}
