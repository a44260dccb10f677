import { fileURLToPath } from 'node:url'
import adonisjs from '@adonisjs/vite/client'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import { defineConfig } from 'vite'

const repository = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Builds the pages into var/public/assets. Everything of the designer is reached by lazy import from adapters/web/pages/designer/,
 * so that a clerk's first screen never carries the modeler.
 */
export default defineConfig({
  root: repository,
  cacheDir: `${repository}node_modules/.vite`,
  plugins: [
    vue(),
    Components({ dirs: [], dts: false, resolvers: [ElementPlusResolver({ importStyle: 'css', directives: true })] }),
    adonisjs({
      entryPoints: ['adapters/web/pages/app.ts'],
      buildDirectory: 'var/public/assets',
      assetsUrl: '/assets',
      reload: [],
    }),
  ],
  resolve: {
    // package.json maps "#forms/*" to "./forms/*.js" for Node; the sources are TypeScript and Vue, so Vite resolves the folder itself.
    alias: [{ find: /^#(engine|designer|processes|forms|adapters)\/(.*)$/, replacement: `${repository}$1/$2` }],
  },
  build: {
    target: 'es2022',
    // Inlined data: fonts and images would need a wider Content-Security-Policy.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1000,
  },
  // The adonisjs plugin would otherwise also build an unused server bundle into the same folder and empty it.
  builder: {
    async buildApp(builder) {
      await builder.build(builder.environments.client!)
    },
  },
})
