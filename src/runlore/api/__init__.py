"""The dialects: translate a request, call one service, translate the answer back."""
