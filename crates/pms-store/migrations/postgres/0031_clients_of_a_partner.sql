-- What still has to be told to eSignet about the clients of one partner: its page of clients asks for them.
CREATE INDEX x_esignet_intent_rp ON x_esignet_intent (rp_id, cr_dtimes);
