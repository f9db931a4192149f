import vue from "@vitejs/plugin-vue";

export default {
  plugins: [
    vue({
      // Without this setting, Vue would look for a Vue component with this name.
      template: { compilerOptions: { isCustomElement: (tag) => tag === "customer-form" } },
    }),
  ],
};
