/** Kinds of devices the county knows by name (设备类型). A kind of its own is any other short word in Latin letters. */
export const DEVICE_KINDS: Readonly<Record<string, string>> = {
  manhole: '井盖',
  lift: '电梯',
  pipe: '管网压力',
  pump: '泵站',
  slope: '边坡位移',
  forest: '森林火情',
  air: '大气（扬尘）',
  water: '水质',
  level: '水位',
  rain: '雨量',
  gas: '燃气',
  power: '供电',
}

export const deviceKindName = (kind: string): string => (Object.hasOwn(DEVICE_KINDS, kind) ? DEVICE_KINDS[kind]! : kind)
