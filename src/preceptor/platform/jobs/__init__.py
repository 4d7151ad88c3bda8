"""Background jobs, behind the API that Django 6 will carry."""
