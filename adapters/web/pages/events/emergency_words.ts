import en from '../../locales/emergency.en.json'
import zhCN from '../../locales/emergency.zh-CN.json'
import { withOwnWords } from '../words/own_words.js'

/** The text for `key` in the pages' language, of 突发事件信息报送 or of all pages. */
export const { t } = withOwnWords(zhCN, en)

/** Types and levels of incidents, in the order in which they are offered. */
export const INCIDENT_TYPES = [
  'flood', 'weather', 'geological', 'forest_fire', 'fire', 'work_safety', 'traffic', 'utility', 'environment', 'public_health', 'social_security', 'earthquake', 'natural', 'accident',
] as const
export const INCIDENT_LEVELS = ['extraordinary', 'major', 'serious', 'ordinary'] as const
