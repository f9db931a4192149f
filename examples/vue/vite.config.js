import vue from "@vitejs/plugin-vue";

export default {
  plugins: [
    vue({
      // Vue looks for a component of that name otherwise.
      template: { compilerOptions: { isCustomElement: (tag) => tag === "customer-form" } },
    }),
  ],
};
