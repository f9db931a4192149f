document.querySelector("customer-form").addEventListener("customer-form:success", ({ detail }) => {
  const welcome = document.getElementById("welcome");
  welcome.textContent = `Welcome, ${detail.customer.name}!`;
  welcome.hidden = false;
});
