import type { FaultHouse } from './fault-house.js';

/** All messages of each quorum queue, asked of its leader: what `list_queues` tells may be seconds old. */
const messagesOfQueues = `
  lists:foreach(fun(Q) ->
    {ok, {_, N}, _} = ra:leader_query(amqqueue:get_pid(Q), fun rabbit_fifo:query_messages_total/1),
    io:format("~s ~p~n", [element(4, amqqueue:get_name(Q)), N])
  end, [Q || Q <- rabbit_amqqueue:list(), amqqueue:get_type(Q) =:= rabbit_quorum_queue]).`;

/** Messages in each queue of the house: ready, on their way or dead letters. */
export async function queueSizes({ broker, db }: FaultHouse): Promise<{ name: string; messages: number }[]> {
  if (!broker) {
    const { rows } = await db.primary.query<{ messages: number; dead: number }>(
      `SELECT count(*) FILTER (WHERE dead_at IS NULL)::integer AS messages,
         count(*) FILTER (WHERE dead_at IS NOT NULL)::integer AS dead FROM queue_message`,
    );
    const { messages = 0, dead = 0 } = rows[0] ?? {};
    return [
      { name: 'queue_message', messages },
      { name: 'dead letters of queue_message', messages: dead },
    ];
  }
  const printed = await broker.ctl(['eval', messagesOfQueues]);
  return [...printed.matchAll(/^(rowhouse\S+) (\d+)$/gm)].map(([, name = '', messages]) => ({
    name,
    messages: Number(messages),
  }));
}
