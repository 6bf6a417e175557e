"""Who asks: tokens now; accounts and sign-on later."""
