import type { Device } from '#processes/foundation/alarms/device'

/** Columns of the list of devices, in the order of template and export; a column is found by its title, wherever it stands. */
export const DEVICE_COLUMNS = [
  { field: 'source', title: '来源', required: true, example: 'nb-manhole', hint: '平台或线路的代号' },
  { field: 'deviceId', title: '设备编号', required: true, example: 'JG-000123', hint: '字母、数字、点、横线、下划线' },
  { field: 'kind', title: '类型', required: true, example: '井盖', hint: '中文名称或代号' },
  { field: 'name', title: '名称', required: true, example: '星沙大道开元路口西侧雨水井盖', hint: '' },
  { field: 'address', title: '地址', required: false, example: '星沙大道与开元路交叉口西侧', hint: '' },
  { field: 'town', title: '镇街', required: true, example: '星沙街道', hint: '名称、简称或代号' },
  { field: 'grid', title: '网格', required: false, example: '', hint: '' },
  { field: 'longitude', title: '经度', required: false, example: '113.080512', hint: 'CGCS2000，度' },
  { field: 'latitude', title: '纬度', required: false, example: '28.245901', hint: 'CGCS2000，度' },
  { field: 'owner', title: '责任单位', required: true, example: '城管局', hint: '名称、简称或代号' },
  { field: 'parent', title: '上级设备', required: false, example: '', hint: '来源/设备编号' },
  { field: 'area', title: '区域', required: false, example: '星沙大道', hint: '道路或流域，用于归并报警' },
  { field: 'offlineAfterMs', title: '离线时限（分钟）', required: false, example: '1440', hint: '多久没有数据算离线' },
  { field: 'enabled', title: '启用', required: false, example: '是', hint: '是或否，空为是' },
  { field: 'drill', title: '演练', required: false, example: '否', hint: '是或否，空为否' },
  { field: 'secret', title: '密钥', required: false, example: '', hint: '空为不变；至少 16 位' },
] as const satisfies readonly { field: keyof Device | 'secret'; title: string; required: boolean; example: string; hint: string }[]

export type DeviceField = (typeof DEVICE_COLUMNS)[number]['field']

export const titleOfField = (field: DeviceField): string => DEVICE_COLUMNS.find((column) => column.field === field)!.title
