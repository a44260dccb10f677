import type { PointQueries } from '#processes/foundation/events/event_queries'
import type { Dialect } from '../dialects/dialect.js'

const TABLE = 'event_points'
const total = (value: unknown): number => Number(value ?? 0)

/** 积分, added up; what was taken back counts in the month it was taken back. */
export const pointQueries = (dialect: Dialect): PointQueries => ({
  pointsOfMonth: (month) =>
    dialect.read(async (connection) => {
      const rows = await connection.all(`select p.row as entry from ${TABLE} p where p.month = ? order by p.at_ms, p.\`key\``, [month])
      const sums = new Map<string, { name: string; phone: string; filed: number; closed: number; takenBack: number; points: number }>()
      for (const { entry } of rows) {
        const { reporter, reporterName, reporterPhone, stage, points } = JSON.parse(String(entry)) as { reporter: string; reporterName: string; reporterPhone: string; stage: 'filed' | 'closed'; points: number }
        const sum = sums.get(reporter) ?? { name: '', phone: '', filed: 0, closed: 0, takenBack: 0, points: 0 }
        sums.set(reporter, {
          ...sum, name: reporterName || sum.name, phone: reporterPhone || sum.phone, points: sum.points + points,
          [stage]: sum[stage] + (points > 0 ? 1 : 0), takenBack: sum.takenBack + Math.min(0, points),
        })
      }
      return [...sums.values()].toSorted((one, other) => other.points - one.points || (one.phone < other.phone ? -1 : 1))
    }),

  pointsOfTicket: (ticketKey) =>
    dialect.read(async (connection) => {
      const [row] = await connection.all(`select sum(p.points) as points from ${TABLE} p where p.ticket_key = ?`, [ticketKey])
      return total(row?.points)
    }),
})
