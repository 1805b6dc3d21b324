-- Operations whose answer may be lost are looked for at the start of every run, among all operations a definition ever had.
CREATE INDEX "sync_operations_sent_idx" ON "sync_operations"("sync_def_id") WHERE "state" = 'SENT';
