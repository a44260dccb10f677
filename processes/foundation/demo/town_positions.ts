/** The 18 镇街: `[town, longitude, latitude]` of its middle, roughly; degrees, CGCS2000. */
export const TOWN_POSITIONS: readonly (readonly [id: string, longitude: number, latitude: number])[] = [
  ['street_xingsha', 113.08, 28.245], ['street_xianglong', 113.045, 28.25], ['street_quantang', 113.105, 28.212], ['street_changlong', 113.115, 28.262],
  ['street_langli', 113.085, 28.185], ['town_huanghua', 113.2, 28.225], ['town_huangxing', 113.135, 28.15], ['town_jiangbei', 113.3, 28.13],
  ['town_chunhua', 113.25, 28.3], ['town_guoyuan', 113.17, 28.31], ['town_lukou', 113.22, 28.38], ['town_gaoqiao', 113.34, 28.43],
  ['town_jinjing', 113.33, 28.53], ['town_kaihui', 113.2, 28.58], ['town_fulin', 113.15, 28.49], ['town_qingshanpu', 113.11, 28.42],
  ['town_ansha', 113.06, 28.36], ['town_beishan', 112.99, 28.44],
]
