import type { AppointmentRow, AppointmentStore, BookingOutcome } from '#processes/foundation/public/ports'
import type { Dialect, SqlConnection } from '../dialects/dialect.js'
import { plainReader } from '../schema/read_rows.js'
import { insertRows, putRows } from '../write_rows.js'

const readAppointment = plainReader<AppointmentRow>('appointments')

/** People who want the same seat at once meet at its key; each of them tries the next one. */
const RETRIES = 50

/** Appointments: a seat is taken by inserting its row, so that the database itself refuses the second taker. */
export const appointmentStore = (dialect: Dialect): AppointmentStore => {
  async function bookOnce(connection: SqlConnection, row: Omit<AppointmentRow, 'seat'>, capacity: number): Promise<BookingOutcome> {
    const [own] = await connection.all('select id from appointments where holder = ?', [row.holder])
    if (own) return 'already'
    const taken = await connection.all('select seat from appointments where day = ? and half = ? and seat is not null', [row.day, row.half])
    const seats = new Set(taken.map(({ seat }) => Number(seat)))
    const free = Array.from({ length: capacity }, (_, index) => index + 1).find((seat) => !seats.has(seat))
    if (free === undefined) return 'full'
    await insertRows(connection, 'appointments', [{ ...row, seat: free }])
    return 'booked'
  }
  return {
    async book(row, capacity) {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await dialect.transaction((connection) => bookOnce(connection, row, capacity))
        } catch (error) {
          if (attempt >= RETRIES || !(dialect.isDuplicate(error) || dialect.isTransient(error))) throw error
        }
      }
    },
    cancel: (codeHash, nowMs) =>
      dialect.transaction(async (connection) => {
        const [row] = await connection.all(`select * from appointments where code_hash = ? and seat is not null${dialect.forUpdate}`, [codeHash])
        if (!row) return null
        const before = readAppointment(row)
        await putRows(connection, 'appointments', [{ ...before, seat: null, holder: null, cancelledAtMs: nowMs }])
        return before
      }),
    taken: (fromDay) =>
      dialect.read(async (connection) =>
        (await connection.all('select day, half, count(*) as seats from appointments where day >= ? and seat is not null group by day, half', [fromDay])).map((row) => ({
          day: String(row.day), half: String(row.half) as AppointmentRow['half'], count: Number(row.seats),
        })),
      ),
    ofDay: (day) =>
      dialect.read(async (connection) =>
        (await connection.all('select * from appointments where day = ? and seat is not null order by half desc, seat', [day])).map(readAppointment),
      ),
  }
}
