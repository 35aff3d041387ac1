(modules/monitoring/textfile/zpool.sh)
