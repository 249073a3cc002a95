"""The API for other software: `/api/v1`, described by its OpenAPI document, one key a structure, answers in JSON."""
