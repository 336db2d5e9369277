# The terms of the site, agreed to once.

terms-title = Terms and conditions
terms-intro = Please read them before you go on.
terms-text-1 = You use this portal for your organisation, or for the office you work for, and only for the work you were given.
terms-text-2 = Your password, codes and keys are yours alone. Whoever loses one, or thinks that somebody else has it, changes it at once and tells the office that runs this portal.
terms-text-3 = What you enter is right to the best of your knowledge. What you do here is recorded with your user name and the time.
terms-text-4 = Data of persons that you come to see is used for the agreed purpose alone, and given to nobody who may not have it.
terms-agree = I have read the terms and agree to them.
terms-missing = Tick the box if you agree. Without it you cannot go on; you can sign out.
terms-go-on = Proceed
terms-agreed = You agreed to these terms on { $when }.
terms-back = To the home page
terms-link = Terms and conditions
terms-read = Read
terms-about-title = About the terms
terms-about-once = You are asked once.
terms-about-record = It is recorded that you agreed, and when.
terms-about-again = You find them again on the page of your account.
