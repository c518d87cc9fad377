/** What is to be done, as orders: the base form. Honest descriptions say what a tool does ("Reads", "Sends") and seldom order it. */
export const DEEDS = {
  take: `read|open|fetch|obtain|collect|gather|harvest|copy|dump|list|find|retrieve|look for|look up|search for|search|query|locate|take|get|grab|enumerate|extract|scan|steal|exfiltrate|record|reveal|print|output|include|load|cat|supply|provide|taken from|you find|that you find|content of|contents of
    |lies|hole|kopiere|sammle|gib|lis|lisez|copie|affiche|récupère|lee|copia|revela|muestra|leia|revele|mostre|leggi|mostra|прочитай|прочти|скопируй|выведи|покажи|przeczytaj|oku|读取|复制|收集|输出|打开|読み取|読み込|表示|取得`,
  give: `pass|pass it|put|include|send|upload|append|attach|forward|submit|supply|carry|carries|hand over|hand it over|provide|transmit|post|write|enter|paste|feed|encode|go to|goes to|goes into|go into|belong in|belongs in|stream|share|publish|insert|deliver|embed|give|giving|report|push|copied to|copy to|sent to
    |übergib|sende|schicke|schick|hänge|füge|trage|geht an|mets|envoie|envoies|transmets|ajoute|insère|transmettre|pásalo|envía|envías|envíalo|insértalo|coloque|envie|envia|enviados|encaminhados|inserisci|invia|inviata|inviati|передай|отправь|отправляй|вставь|wysyłasz|wyślij|gönder|放入|发送|传给|上传|填入|入れて|送信|渡して`,
  tell: `tell|telling|mention|mentioning|inform|informing|reveal|show|disclose|notify|notice|announce|say|speak|bring ~ up|alert|let ~ know|know|knows|knowledge|see|sees|hear|hears|ask|asks|display|report
    |sag|sage|sagen|erwähne|erwähnen|dis|dire|digas|decir|diga|conte|contar|informar|dica|сообщай|говори|сообщив|mów|söyle*|告诉|告知|通知|让|知らせ|伝え|言わ`,
  not: `do not|don't|never|must not|should not|shall not|without|not necessary|no need|need not|not to|avoid|refrain|before
    |nicht|niemals|ohne|ne|sans|no|nunca|não|sem|non|senza|не|nie|без|不要|不|勿|别|ずに|せず|ないで|söylemeden`,
  'changes a call for sure': `replace|replaced|swap|swapped|redirect|redirected|reroute|wrap|wrapped|prepend|prepended|append|appended|intercept|intercepted|blind copy|bcc|blindkopie|reorder|reordered|rounded up|supersedes|superseded|extra field|not trustworthy|considered offline|false positives|expired|in place of`,
  'change of a call': `change|changed|replace|replaces|replaced|swap|redirect|redirected|reroute|wrap|wrapped|prepend|prepended|append|appended|add|adding|extra|also|intercept|intercepted|blind copy|bcc|cc|blindkopie|reorder|reordered|rounded|set|use this|instead|in place of|on behalf|supersedes|superseded|always|must|has to|have to|should|shall|is to|are to|be called|called automatically|do not need|does not need|redundant|considered offline|not trustworthy|false positives|wrong|expired|belongs|takes|go here|goes here|from here on|from today|mirror
    |setze|ersetze|cambia|reemplaza|remplace|troque|cambia|sostituisci|замени|替换|改为|変更`,
  diverts: `redirect|redirected|intercept|intercepted|wrap|wrapped|swap|swapped|reroute|rerouted|blind copy|bcc|rewrite|rewritten|altered|tampered|sent here|sent through|pass through this|through this tool`,
  'talk of tools': `call the tool|use the tool|invoke the tool|run the tool|call the function|invoke the function|with your tools|use your ~ tool|with the ~ tool`,
  'when used': `is used|are used|is called|are called|gets called|is invoked|be called|before ~ executes|before it executes|after ~ called|gets an|would`,
  'stands in for': `in place of|instead of|supersedes|replaces the|takes over|go here|goes here|routed here|route through|sent here|through this tool|answered from|considered offline`,
  also: `also|additionally|in addition|furthermore|as a side task|afterwards`,
  run: `run|runs|execute|executes|executed|invoke|carry out|launch|type into|to be prepended|install|create a cron|delete the folder|to the terminal
    |运行|执行|führe|exécute|lance|ejecuta|execute|esegui|выполни|запусти|実行`,
  shell: `bash|shell|the terminal|terminal tool|powershell|sudo|sudoers|cron|crontab|antivirus|firewall|shell profile|chmod|git/hooks|curl|wget|package registry
    |终端|命令行|консол*|端末`,
  'dangerous command': `rm -rf|chmod 777|chmod -r 777|reverse shell|curl ~ sh|curl ~ bash|wget ~ sh|wget ~ bash|curl -s ~ sh|curl -fssl ~ sh|etc/shadow|etc/sudoers|sudoers file|the sudoers|disable ~ antivirus|disable ~ firewall|disable monitoring|disable logging|union select|export https_proxy|export http_proxy|erase ~ backups|delete ~ backups|drop table users`,
  'switch off': `disable|turn off|switch off|stop|erase|delete|remove|clear`,
  protection: `antivirus|firewall|monitoring|audit log|security alerts|alerts|backups|logging|sandbox|safety filters|safety checks|two-factor|password of user`,
} as const;
