export default {
  heading: "API",
  lead: "Every call that this server takes, each predictor with its own inputs. What is tried here is sent to this server and nowhere else; what changes something needs a key.",
  document: "OpenAPI 3.1 document",
};
