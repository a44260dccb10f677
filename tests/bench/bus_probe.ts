import type { Dialect } from '#storage/dialects/dialect'

const MEASURED_MS = 1_500
const TEXT = 'x'.repeat(300)

/**
 * What the database does with as many rows as a completion writes (300 characters each), grouped as the bus grouped them, in durable
 * transactions, with nothing else to do: completions per second.
 */
export const probeDatabase = async (dialect: Dialect, input: { rowsEach: number; perGroup: number }): Promise<number> => {
  const perTransaction = Math.max(1, Math.round(input.rowsEach * input.perGroup))
  await dialect.transaction(async (connection) => {
    await connection.run('drop table if exists bench_probe')
    await connection.run('create table bench_probe (id bigint primary key, body varchar(400) not null)')
  })
  const values = Array.from({ length: perTransaction }, () => '(?, ?)').join(', ')
  const sql = `insert into bench_probe (id, body) values ${values}`
  let id = 0
  let groups = 0
  const from = performance.now()
  while (performance.now() - from < MEASURED_MS) {
    await dialect.transaction(async (connection) => {
      await connection.run(sql, Array.from({ length: perTransaction }, () => [(id += 1), TEXT]).flat())
    })
    groups += 1
  }
  const seconds = (performance.now() - from) / 1000
  await dialect.transaction(async (connection) => void (await connection.run('drop table bench_probe')))
  return (groups * input.perGroup) / seconds
}
