/** Languages in which a form speaks to people. */
export type LocaleName = 'zh-CN' | 'en'
