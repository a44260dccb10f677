import writeXlsxFile from 'write-excel-file/node'
import type { PointRegister } from '#adapters/web/contract/snapshot'

const head = (value: string) => ({ value, type: String, fontWeight: 'bold' as const })
const text = (value: string) => ({ value, type: String })
const number = (value: number) => ({ value, type: Number })

/** The register of a month as a sheet; names and phones stay masked, the sum stands below. */
export async function pointsWorkbook({ month, lines, total }: PointRegister): Promise<Uint8Array> {
  const data = [
    ['报告人', '手机', '立案计分件数', '结案计分件数', '扣回积分', '本月积分'].map(head),
    ...lines.map((line) => [text(line.reporterName || '未留姓名'), text(line.reporterPhone), number(line.filed), number(line.closed), number(line.takenBack), number(line.points)]),
    [head('合计'), text(''), text(''), text(''), text(''), number(total)],
  ]
  const columns = [{ width: 20 }, ...Array.from({ length: 5 }, () => ({ width: 16 }))]
  return new Uint8Array(await writeXlsxFile([{ sheet: `随手拍积分 ${month}`, data, columns }]).toBuffer())
}
