(modules/monitoring/textfile/secrets.sh)
