/**
 * Who is spoken to and spoken of. English first, then German, French, Spanish, Portuguese, Italian, Russian, Polish, Turkish, Chinese, Japanese.
 * Words are general on purpose: phrases of single cases would only measure memory.
 */
export const PEOPLE = {
  person: `user|users|human|humans|person|people|customer|customers|anyone|anybody|anyone else|someone|somebody|developer|administrators|admins|operator|owner|they|them|him|her|us
    |benutzer|benutzern|benutzers|nutzer|anwender|menschen|utilisateur|utilisateurs|personne|usuario|usuarios|usuário|utente|utenti|пользовател*|użytkownik*|kullanıcı*|用户|使用者|ユーザ`,
  model: `assistant|the model|a model|models|language model|llm|llms|ai agent|ai agents|the agent|an agent|ai|copilots|copilot|chatbot|claude|gpt
    |dem modell|das modell|der assistent|le modèle|l'assistant|el modelo|el asistente|o modelo|o assistente|il modello|модел*|ассистент*|模型|助手|モデル|アシスタント`,
  'speaks to the model': `hey assistant|dear assistant|dear model|dear ~ model|dear ai|note to ~ llm|note to ~ model|note to ~ assistant|note to ~ agent|note to ~ ai|note for ~ llm|note for ~ model|note for ~ assistant|note for ~ agent|todo model|todo for ~ copilots|llm only|model only|to the ai agent|to the ai that|to the llm that|to the model that|to the assistant that|to any ai|to any agent|to every agent|to all agents|if you are ~ language model|if you are an ai|if you are an llm|agent reading this|agents reading this|model reading this|assistants reading this|instructions for the ai|instructions for the model|attention model|attention ai|as an ai|assistant when you|assistant please|agent your
    |hinweis an das modell|hinweis für das modell|an das modell|an die ki|an den assistenten|note au modèle|note pour le modèle|nota al modelo|nota para el modelo|nota para o modelo|nota per il modello|для модели|для ассистента|给模型|致模型|モデルへ|アシスタントへ`,
  'model duty': `must|should|shall|ought to|has to|have to|needs to|is to|are to|also|first|then provides|provides|supplies|passes|hands|gives|reads|fetches|obtains|collects|gathers|locates|lists|looks|works out|forwards|sends|may now|can now|is expected|is required|is asked|logs|records|silently|retrieve|please|always|never|takes|shows|opens|copies|adds|attaches|includes
    |muss|soll|doit|debe|deve|должен|должна|必须|请|ください`,
  duty: `must|should|shall|ought to|has to|have to|need to|needs to|is to|are to|required to|requires|obliged|obliges|expected to|supposed to|please|always|make sure|ensure|be sure
    |muss|müssen|soll|doit|doivent|debe|deben|deve|devono|должен|должна|必须|務必|请|ください|してください`,
  'others of its kind': `other tool|other tools|every other|any other|all other|another tool|other server|other servers|another server|other server's|all alternatives|alternative tools|competing|competitor|competitors|rival|rivals|other vendors|other sources|other vendors'|other services|another service|other providers|other ~ tools|other ~ tool|other ~ server|another ~ tool|another ~ service|another ~ server|competing ~ tools|built-in tools|similar tools|similar names|all tools|all ~ tools|tools that begin|tools of other|whatever tool|any tool
    |andere werkzeuge|anderen werkzeuge|anderer werkzeuge|eines anderen|anderen servers|anderer server|andere tools|autres outils|des autres|otras herramientas|otros servidores|otro servidor|outras ferramentas|das outras|altri strumenti|другие инструменты|других инструментов|其他工具|其它工具|别的工具|他のツール`,
  'this tool': `this tool|this one|this server|this function|this service|our tool|our service|ours|me|here
    |dieses werkzeug|diesen server|dieses servers|cet outil|esta herramienta|los nuestros|esta ferramenta|questo strumento|этот инструмент|本工具|此工具|这个工具|このツール`,
} as const;
