/** What a station measures: the code of the standard, our name in rules, how people call it, and the unit of the standard's table. */
export interface Factor {
  code: string
  /** Name of the value in rules: `pm10 > 0.15`. */
  value: string
  name: string
  unit: string
}

type Row = readonly [code: string, value: string, name: string, unit: string]

/**
 * Codes of HJ 212—2017, annex B (air after HJ 524, water after HJ 525). Stations that send µg/m³ where the table says mg/m³ are common:
 * the value is kept as it came, the rule of the county says the limit in the station's unit.
 */
const ROWS: readonly Row[] = [
  ['a34001', 'tsp', '总悬浮颗粒物 TSP', 'mg/m³'],
  ['a34002', 'pm10', '可吸入颗粒物 PM10', 'mg/m³'],
  ['a34004', 'pm25', '细颗粒物 PM2.5', 'mg/m³'],
  ['a21026', 'so2', '二氧化硫', 'mg/m³'],
  ['a21004', 'no2', '二氧化氮', 'mg/m³'],
  ['a21005', 'co', '一氧化碳', 'mg/m³'],
  ['a05024', 'ozone', '臭氧', 'mg/m³'],
  ['a01001', 'air_temperature', '气温', '℃'],
  ['a01002', 'humidity', '相对湿度', '%'],
  ['a01006', 'air_pressure', '气压', 'kPa'],
  ['a01007', 'wind_speed', '风速', 'm/s'],
  ['a01008', 'wind_direction', '风向', '°'],
  ['a50001', 'noise', '噪声', 'dB'],
  ['w01001', 'ph', 'pH 值', ''],
  ['w01009', 'dissolved_oxygen', '溶解氧', 'mg/L'],
  ['w01010', 'water_temperature', '水温', '℃'],
  ['w01014', 'conductivity', '电导率', 'µS/cm'],
  ['w01003', 'turbidity', '浑浊度', 'NTU'],
  ['w01018', 'cod', '化学需氧量', 'mg/L'],
  ['w01019', 'permanganate', '高锰酸盐指数', 'mg/L'],
  ['w21001', 'total_nitrogen', '总氮', 'mg/L'],
  ['w21003', 'ammonia', '氨氮', 'mg/L'],
  ['w21011', 'total_phosphorus', '总磷', 'mg/L'],
]

export const FACTORS: readonly Factor[] = ROWS.map(([code, value, name, unit]) => ({ code, value, name, unit }))

const BY_CODE = new Map(FACTORS.map((factor) => [factor.code, factor.value]))

/** The name of a code in rules; a code that the table lacks keeps its own. */
export const valueName = (code: string): string => BY_CODE.get(code) ?? code
