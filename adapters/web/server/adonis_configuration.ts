import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { defineConfig as defineBodyParser } from '@adonisjs/core/bodyparser'
import { defineConfig as defineEncryption, drivers } from '@adonisjs/core/encryption'
import { defineConfig as defineHttp } from '@adonisjs/core/http'
import { defineConfig as defineInertia } from '@adonisjs/inertia'
import { defineConfig as defineLogger } from '@adonisjs/core/logger'
import { defineConfig as defineVite } from '@adonisjs/vite'
import { answerBadAddress } from './http/bad_address.js'
import type { WebSettings } from './web_services.js'

/** What AdonisJS would read from adonisrc.ts: nothing of the framework lies at the repository's root. */
export const adonisRc = {
  typescript: true,
  directories: { views: 'adapters/web/server/views', public: 'var/public', tmp: 'var' },
  preloads: [],
  commands: [],
  providers: [
    { file: () => import('@adonisjs/core/providers/app_provider'), environment: ['web'] },
    { file: () => import('@adonisjs/core/providers/edge_provider'), environment: ['web'] },
    { file: () => import('./vite_provider.js'), environment: ['web'] },
    { file: () => import('@adonisjs/inertia/inertia_provider'), environment: ['web'] },
  ],
}

/** Where Vite puts the pages. */
export const BUILD_FOLDER = 'var/public/assets'

/** What AdonisJS would read from config/*.ts. Bodies are read by the endpoints themselves, sessions are ours: neither is configured. */
export function adonisConfiguration(settings: WebSettings) {
  const manifest = new URL(`${BUILD_FOLDER}/.vite/manifest.json`, settings.rootUrl)
  const hasBuild = !settings.development && existsSync(manifest)
  return {
    app: {
      appUrl: `http://${settings.host}:${settings.port}`,
      http: defineHttp({
        generateRequestId: false,
        trustProxy: settings.secure ? 'loopback' : () => false,
        useAsyncLocalStorage: false,
        onBadUrl: answerBadAddress,
      }),
    },
    bodyparser: defineBodyParser({}),
    encryption: defineEncryption({ default: 'gcm', list: { gcm: drivers.aes256gcm({ id: 'gcm', keys: [settings.appKey] }) } }),
    logger: defineLogger({ default: 'app', loggers: { app: { enabled: true, name: 'xingliu', level: process.env['LOG_LEVEL'] ?? 'warn' } } }),
    inertia: defineInertia({
      rootView: 'inertia_layout',
      ...(hasBuild ? { assetsVersion: createHash('sha256').update(readFileSync(manifest)).digest('hex').slice(0, 16) } : {}),
    }),
    vite: defineVite({ buildDirectory: BUILD_FOLDER, manifestFile: `${BUILD_FOLDER}/.vite/manifest.json`, assetsUrl: '/assets' }),
  }
}
