# Puts the secrets where RabbitMQ reads them, none of them on a command line, and becomes RabbitMQ.
set -eu
umask 077
cp /secrets/erlang-cookie "$HOME/.erlang.cookie.new"
chmod 400 "$HOME/.erlang.cookie.new"
mv -f "$HOME/.erlang.cookie.new" "$HOME/.erlang.cookie"
cp /config/rabbitmq.conf /run/rabbitmq/rabbitmq.conf
printf 'default_pass = %s\n' "$(cat /secrets/password)" >>/run/rabbitmq/rabbitmq.conf
exec rabbitmq-server
